"""The planner: its page, its fields, and what planners are sent."""
