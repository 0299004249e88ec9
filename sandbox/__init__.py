"""The outside world as one real HTTP server: WeChat, WeChat Pay, departments, data sources, and a phone.

It imports nothing of the product, so that a mistake made on both sides cannot hide.
"""
