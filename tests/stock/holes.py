"""What the framework lets through: each function tries one hole and says whether it is open.

``python -m tests.stock.holes URL NAME…`` prints one JSON object. It is a process of its own,
because the framework keeps its models in one registry, which in the tests' process is ours.
"""

from __future__ import annotations

import json
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

from tests.stock.stock_app import TOKEN, House, Pupil, Stock, db

# Each hole of the framework: True when it is open, as found.
HOLES: dict[str, Callable[[Stock], bool]] = {}


def hole(check: Callable[[Stock], bool]) -> Callable[[Stock], bool]:
    HOLES[check.__name__] = check
    return check


@hole
def form_takes_a_foreign_link(stock: Stock) -> bool:
    client = stock.client()
    stock.send(client, "/pupilview/edit/1", name="moved", house="2", teaching="y")
    return stock.names().get("moved") == 2


@hole
def rest_takes_a_foreign_link(stock: Stock) -> bool:
    answer = stock.client().post("/api/v1/pupil/", json={"name": "by rest", "house": 2})
    return answer.status_code == 201 and stock.names().get("by rest") == 2


@hole
def rest_writes_without_a_token(stock: Stock) -> bool:
    client = stock.client()
    answer = client.post("/api/v1/pupil/", json={"name": "no token"})
    return bool(answer.status_code == 201)


@hole
def rest_makes_rows_of_other_tables(stock: Stock) -> bool:
    body = {"name": "nested", "house": {"id": 777, "name": "made along the way"}}
    stock.client().post("/api/v1/pupil/", json=body)
    with stock.app.app_context():
        return db.session.get(House, 777) is not None


@hole
def rest_info_lists_all_linked_rows(stock: Stock) -> bool:
    return "house 4" in stock.client().get("/api/v1/pupil/_info").get_data(as_text=True)


@hole
def select_lists_all_linked_rows(stock: Stock) -> bool:
    return "house 4" in stock.client().get("/pupilview/add").get_data(as_text=True)


@hole
def action_runs_on_a_foreign_row(stock: Stock) -> bool:
    client = stock.client()
    stock.send(client, "/pupilview/action_post", action="rename", rowid=["2"])
    return stock.pupil(2).name == "renamed"


@hole
def tab_is_shown_without_a_right(stock: Stock) -> bool:
    page = stock.client("watcher").get("/houseview/show/1").get_data(as_text=True)
    return "secret toy" in page


@hole
def unticked_box_is_refused(stock: Stock) -> bool:
    client = stock.client()
    answer = stock.send(client, "/pupilview/edit/3", name="unticked", house="1")
    return answer.status_code == 200 and stock.pupil(3).teaching


@hole
def second_editor_overwrites_the_first(stock: Stock) -> bool:
    first, second = stock.client(), stock.client()
    first.get("/pupilview/edit/4")
    second.get("/pupilview/edit/4")
    stock.send(first, "/pupilview/edit/4", name="first", house="1", teaching="y")
    stock.send(second, "/pupilview/edit/4", name="second", house="1", teaching="y")
    return stock.pupil(4).name == "second"


@hole
def bad_page_is_an_error_of_the_server(stock: Stock) -> bool:
    return bool(stock.client().get("/pupilview/list/?page_PupilView=x").status_code == 500)


@hole
def bad_order_is_an_error_of_the_server(stock: Stock) -> bool:
    path = "/pupilview/list/?_oc_PupilView=nothing&_od_PupilView=asc"
    return bool(stock.client().get(path).status_code == 500)


@hole
def any_page_size_is_taken(stock: Stock) -> bool:
    return bool(stock.client().get("/pupilview/list/?psize_PupilView=100000").status_code == 200)


@hole
def search_misses_another_case_of_cyrillic(stock: Stock) -> bool:
    with stock.app.app_context():
        db.session.add(Pupil(name="Ёлкина", house_id=1))
        db.session.commit()
    page = stock.client().get("/pupilview/list/?_flt_2_name=елк").get_data(as_text=True)
    return "Ёлкина" not in page


@hole
def row_in_use_is_deleted(stock: Stock) -> bool:
    """SQLite leaves foreign keys unchecked."""
    client = stock.client()
    stock.send(client, "/houseview/delete/2")
    with stock.app.app_context():
        return db.session.get(House, 2) is None


@hole
def sign_in_is_tried_without_limit(stock: Stock) -> bool:
    client = stock.app.test_client()
    found = TOKEN.search(client.get("/login/").get_data(as_text=True))
    assert found
    form = {"username": "admin", "password": "wrong", "csrf_token": found[1]}
    return all(client.post("/login/", data=form).status_code != 429 for _try in range(15))


@hole
def sign_out_is_a_get(stock: Stock) -> bool:
    client = stock.client()
    client.get("/logout/")
    return bool(client.get("/pupilview/list/").status_code == 302)


@hole
def threads_save_into_the_group_of_another(stock: Stock) -> bool:
    """The filters of the address stand on the view, which all threads share."""
    clients = [stock.client() for _n in range(4)]
    for round_number in range(8):
        start = threading.Barrier(4)

        def add(number: int, client: Any, turn: int = round_number, start: Any = start) -> None:
            start.wait()
            for time in range(20):
                path = f"/pupilview/add?_flt_0_house={number + 1}"
                name = f"raced {number} {turn} {time}"
                stock.send(client, path, name=name, teaching="y", house=str(number + 1))

        threads = [threading.Thread(target=add, args=pair) for pair in enumerate(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        saved = {name: house for name, house in stock.names().items() if name[:5] == "raced"}
        if any(house != int(name.split()[1]) + 1 for name, house in saved.items()):
            return True
    return False


def error_of(stock: Stock, query: str) -> bool:
    return bool(stock.client().get(f"/pupilview/list/?{query}").status_code == 500)


@hole
def number_condition_is_an_error_on_postgres(stock: Stock) -> bool:
    return error_of(stock, "_flt_0_area=12.5")


@hole
def tick_condition_is_an_error_on_postgres(stock: Stock) -> bool:
    return error_of(stock, "_flt_0_teaching=0")


@hole
def unknown_choice_is_an_error_on_postgres(stock: Stock) -> bool:
    return error_of(stock, "_flt_0_kind=nothing")


@hole
def negative_page_is_an_error_on_postgres(stock: Stock) -> bool:
    return error_of(stock, "page_PupilView=-1")


@hole
def cyrillic_is_sorted_by_code_on_postgres(stock: Stock) -> bool:
    names = ["Яна", "Ёлка", "анна"]
    with stock.app.app_context():
        db.session.add_all(Pupil(name=name, house_id=1) for name in names)
        db.session.commit()
    path = "/pupilview/list/?_oc_PupilView=name&_od_PupilView=asc&psize_PupilView=100"
    page = stock.client().get(path).get_data(as_text=True)
    return sorted(names, key=page.find) != ["анна", "Ёлка", "Яна"]


def main(url: str, wanted: list[str]) -> None:
    stock = Stock(url)
    found: dict[str, Any] = {}
    for name in wanted:
        try:
            found[name] = HOLES[name](stock)
        except Exception:
            found[name] = traceback.format_exc(limit=-3)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
