"""A sheet that is as full as the limits allow, in words as long as people write them."""
# ruff: noqa: RUF001  # Chinese punctuation is meant

from typing import Any

from httpx2 import Client

from app.tables.base import new_id
from tests.people import today

TITLES = (
    "Make the brand of our own loved at home, in all 31 provinces "
    "让自有品牌在国内深受喜爱，走进三十一个省份的家庭",
    "Ship on time, every time, whatever the season and whoever carries the parcels for us",
    "弄清家庭为什么选择我们而不是别人，并据此决定明年的产品",
)
TYPES = ("aspirational", "committed", "learning")
WHY = (
    "Orders from other brands shrink by a tenth each year; what we make under our own name decides "
    "whether we are here in ten years. 代工订单每年减少一成，自有品牌决定我们十年后是否还在。"
)
STEPS = [{"title": title} for title in ("Shanghai", "成都", "Guangzhou", "Xi'an")]
METRICS: tuple[tuple[str, dict[str, Any], float | None], ...] = (
    ("Net promoter score of buyers in their first ninety days with us",
     {"kind": "increase", "start": 20, "target": 60}, 40),
    ("每件包裹的平均履约成本（含税、含退货、含仓储分摊）",
     {"kind": "decrease", "unit": "CNY", "start": 18.5, "target": 12}, 13.1725),
    ("Orders shipped within 48 hours", {"kind": "maintain_above", "unit": "%", "target": 95}, 91.5),
    ("Open the four flagship shops", {"kind": "milestones", "steps": STEPS}, None),
    ("The new warehouse is certified", {"kind": "yes_no"}, 1),
    ("Stock turns stay in their range", {"kind": "maintain_between", "lower": 6, "upper": 9}, 7.25),
)  # fmt: skip
KPIS: tuple[tuple[dict[str, Any], tuple[float, ...]], ...] = (
    ({"name": "Revenue of the brand of our own 自有品牌营业收入", "unit": "CNY", "target": 12500000,
      "direction": "higher", "frequency": "monthly", "aggregate": "sum"}, (11840000, 12910000.5)),
    ({"name": "退货率 Return rate", "unit": "%", "target": 3, "baseline": 8,
      "direction": "lower", "frequency": "monthly", "aggregate": "mean"}, (4.25, 5.5)),
    ({"name": "Office temperature", "unit": "°C", "lower": 20, "upper": 24,
      "direction": "range", "frequency": "quarterly", "aggregate": "last"}, ()),
)  # fmt: skip


def settled(api: Client) -> tuple[Client, dict[str, Any], str]:
    """Found an organization; return its owner's client, the owner and the year."""
    organization = {"name": "Warm Isle 暖岛家居", "timezone": "Asia/Shanghai"}
    person = {
        "email": f"{new_id()}@isle.example",
        "password": "long enough",
        "name": "Lin Xue 林雪",
    }
    entered = sent(api, "/v1/auth/register", person | {"organization": organization})
    headers = {"Authorization": f"Bearer {entered['access_token']}"}
    root = f"{api.base_url.scheme}://{api.base_url.netloc.decode()}"
    client = Client(base_url=f"{root}/v1/orgs/{entered['organization']['slug']}", headers=headers)
    this = today().year
    days = {"starts_on": f"{this}-01-01", "ends_on": f"{this}-12-31"}
    year = sent(client, "/cycles", days | {"name": f"{this}", "kind": "year"})["id"]
    for state in ("planning", "active"):
        sent(client, f"/cycles/{year}/transitions", {"to": state})
    return client, {"kind": "member", "id": entered["member"]["id"]}, year


def sent(client: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Send something, and return what comes of it."""
    url = path if not path.startswith("/v1") else str(client.base_url.join(path))
    answer = client.post(url, json=body)
    assert answer.is_success, answer.text
    return dict(answer.json())


def fill(client: Client, owner: dict[str, Any], year: str) -> None:
    """Fill the sheet of somebody."""
    place = {"cycle_id": year, "owner": owner, "why": WHY}
    for title, kind in zip(TITLES, TYPES, strict=True):
        goal = sent(client, "/objectives", place | {"title": title, "type": kind})["id"]
        for state in ("proposed", "agreed"):
            sent(client, f"/objectives/{goal}/transitions", {"to": state})
        for name, metric, value in METRICS[:5] if kind != "learning" else METRICS[5:]:
            new = {"title": name, "metric": metric}
            made = sent(client, f"/objectives/{goal}/key-results", new)
            if value is not None:
                sent(client, f"/key-results/{made['id']}/check-ins", {"value": value})
    begun = {"active_from": f"{today().year}-01-01", "owner": owner}
    for kpi, values in KPIS:
        made = sent(client, "/kpis", begun | kpi)
        begun_months = zip(range(1, today().month + 1), values, strict=False)
        for month, value in begun_months:
            period = {"period_on": f"{today().year}-{month:02}-01", "value": value}
            sent(client, f"/kpis/{made['id']}/measurements", period)
