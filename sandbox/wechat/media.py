from flask import Blueprint

bp = Blueprint("wx_media", __name__)
