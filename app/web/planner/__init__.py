"""The planner: its page, its fields, and what two planners see of each other."""
