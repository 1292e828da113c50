"""Pages for people: one file each, without a script and without anything from elsewhere.

They are opened by links, so they are kept nowhere and tell their address to nobody.
"""
