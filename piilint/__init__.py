"""piilint: follows statement fields and customer data through Python banking code to where they leak."""

__version__ = "0.1.0"
