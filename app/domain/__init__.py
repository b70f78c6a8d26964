"""The pure core: the state of a session, the rules that change it, and the view of each role."""
