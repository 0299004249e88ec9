from flask import Blueprint

bp = Blueprint("wx_push_api", __name__)
