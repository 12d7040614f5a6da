"""Safeguards: what they leave, and for whom they count."""
