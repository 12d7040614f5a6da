"""What a reviewer asks besides findings: which safeguards hold, what data goes where. The same stages as a check."""
