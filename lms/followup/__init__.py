"""WHO HAS DONE WHAT, AND WHAT IT SAYS: read models. Nobody is named.

items.py classical test theory on a matrix of marks. Pure
"""
