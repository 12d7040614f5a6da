"""Attributes and fields: of instances, classes and modules."""
