"""The WeChat open platform (api.weixin.qq.com): HTTP 200 always, failures as errcode and errmsg."""

from sandbox.wechat import codes, face, invoice, links, login, media, phone, push_api, security, session, subscribe, tokens, unknown

BLUEPRINTS = [
    login.bp,
    tokens.bp,
    phone.bp,
    subscribe.bp,
    face.bp,
    session.bp,
    codes.bp,
    links.bp,
    security.bp,
    push_api.bp,
    invoice.bp,
    media.bp,
    unknown.bp,
]

INSTALL = []  # what the scheduler must learn
