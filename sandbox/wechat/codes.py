from flask import Blueprint

bp = Blueprint("wx_codes", __name__)
