from flask import Blueprint

bp = Blueprint("wx_links", __name__)
