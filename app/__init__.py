"""The platform: a room per noun, `kernel` lowest."""
