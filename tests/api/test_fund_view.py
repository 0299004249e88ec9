"""查公积金 over HTTP: both accounts and the loan at one tap, nobody else's; the statement is a sealed file."""

from tests.api.test_signing_in import problem
from tests.known import proved

VIEW = "/api/views/fund-query"


def figures(page, card):
    (found,) = [one for one in page["cards"] if one["id"] == card]
    return {one["id"]: one["amount_fen"] if one["amount_fen"] is not None else one["text"] for one in found["figures"]}


def test_accounts_of_two_cities_are_read_and_their_statement_is_sealed(app, sandbox):
    wu = proved(app, sandbox, "wu-haiyan")
    page = wu.get(VIEW).json
    assert (page["title"], page["phone"]) == ("查公积金", "12329")
    assert figures(page, "account") == {"balance": 2791430, "monthly": 68000, "paid": "2026 年 10 月", "elsewhere": "1 个账户"}
    assert [one["label"] for one in page["rows"]["tabs"]] == ["广州", "长沙"]
    assert [one["item"] for one in page["next"]] == ["fund-transfer"]
    reply = wu.get(f"{VIEW}/papers/2026")
    assert reply.status_code == 200 and reply.data[:5] == b"%PDF-" and b"/ByteRange" in reply.data
    problem(wu.get(f"{VIEW}/papers/1990"), 422, "nothing_there")


def test_who_borrowed_together_reads_the_loan_and_not_the_other_s_account(app, sandbox):
    chen = proved(app, sandbox, "chen-xiaotong")
    page = chen.get(VIEW).json
    assert figures(page, "loans")["left"] == 91264000 and figures(page, "account")["balance"] == 3827010


def test_who_has_none_reads_so_and_while_it_is_off_nothing_is_said_to_be_absent(app, sandbox):
    xiuying = proved(app, sandbox, "huang-xiuying")
    assert xiuying.get(VIEW).json["empty"] == "没有公积金账户"
    sandbox.control("POST", "/settings", registers_off=["gjj.accounts", "gjj.flows", "gjj.loans", "rst.pension"])
    page = proved(app, sandbox, "lin-zhihao").get(VIEW).json
    assert (page["empty"], page["rows"], page["chart"], page["papers"]) == ("", None, None, [])
    assert page["off"]["phone"] == "12329"
