from flask import Blueprint

bp = Blueprint("pay_echo", __name__)
