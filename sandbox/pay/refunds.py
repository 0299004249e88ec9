from flask import Blueprint

bp = Blueprint("pay_refunds", __name__)
