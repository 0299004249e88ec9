from flask import Blueprint

bp = Blueprint("wx_invoice", __name__)
