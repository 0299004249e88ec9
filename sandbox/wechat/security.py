from flask import Blueprint

bp = Blueprint("wx_security", __name__)
