"""Forms: what stands in one, where each value comes from, and what we know so that nobody types it."""
