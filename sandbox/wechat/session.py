from flask import Blueprint

bp = Blueprint("wx_session", __name__)
