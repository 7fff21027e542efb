"""People: accounts, roles, mandates, and the territories where mandates are held.

territories   the official communes, EPCI, départements and régions, with a front door of their own
"""
