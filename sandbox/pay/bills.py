from flask import Blueprint

bp = Blueprint("pay_bills", __name__)
