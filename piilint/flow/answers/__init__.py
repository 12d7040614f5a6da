"""From the solved program to answers: facts, stock, trails."""
