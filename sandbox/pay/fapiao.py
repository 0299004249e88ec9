from flask import Blueprint

bp = Blueprint("pay_fapiao", __name__)
