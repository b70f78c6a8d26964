"""The planner: its page, its fields, and the updates that planners of one session receive."""
