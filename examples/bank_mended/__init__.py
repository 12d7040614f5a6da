"""The bank of `bank_leaking`, mended: the same jobs, and piilint has nothing to say."""
