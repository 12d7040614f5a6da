"""Concrete evaluation: what a pure function of the program gives for given values, computed over our IR.

It answers questions that data flow can't: how much of a card number a mask leaves, for which lengths, under which
settings. It knows plain values, functions and classes in view, and the pure part of Python's library; whatever else it
meets ends it with a reason.
"""
