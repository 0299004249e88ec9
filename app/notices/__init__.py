"""Telling people: an inbox that keeps everything, and WeChat's subscribe messages for those who asked."""
