"""One file per outside system, each behind a port of app.kernel.ports."""

from __future__ import annotations

from app.gateways.cards import WeChatCards
from app.gateways.departments import DepartmentSystems
from app.gateways.sources import DataSources
from app.gateways.storage import SealedFiles
from app.gateways.tax import TaxBureau
from app.gateways.wechat import WeChatGateway
from app.kernel.config import Settings
from app.kernel.ports import Outside


def connect(settings: Settings) -> Outside:
    """Everybody the credentials file names. Missing parts answer Unavailable when they are asked, not before."""
    return Outside(
        wechat=WeChatGateway(settings.card("wechat")),
        sources=DataSources(settings.card("sources")),
        departments=DepartmentSystems(settings.card("departments"), settings.public_url),
        storage=SealedFiles(settings.data_dir / "files"),
        tax=TaxBureau(settings.card("tax")),
        cards=WeChatCards(settings.card("wechat"), str(settings.card("pay").get("mchid", "")), settings.public_url),
    )
