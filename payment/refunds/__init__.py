"""Giving money back: asked for, approved by a second person, sent under one number for ever, booked when it has arrived."""
