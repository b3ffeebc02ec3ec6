import pytest

DATA = bytes(range(256)) * 40  # 10,240 bytes


@pytest.fixture(autouse=True)
def sound(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "media").mkdir()
    (tmp_path / "documents").mkdir()
    (tmp_path / "folder.d").mkdir()
    (tmp_path / "media" / "jakso.mp3").write_bytes(DATA)
    (tmp_path / "media" / "jakso.m4a").write_bytes(DATA)
    (tmp_path / "media" / "kuva.svg").write_text("<svg/>")
    (tmp_path / "documents" / "secret.pdf").write_bytes(b"%PDF")
    return tmp_path / "media" / "jakso.mp3"


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_whole_file_says_that_it_takes_ranges(client):
    response = client.get("/media/media/jakso.mp3")

    assert (response.status_code, body(response)) == (200, DATA)
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Type"] == "audio/mpeg"
    assert response["Content-Length"] == "10240"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"]
    assert response["Last-Modified"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("0-99", 0, 99),
        ("0-0", 0, 0),
        ("10-", 10, 10239),
        ("-50", 10190, 10239),
        ("10000-99999", 10000, 10239),
        ("-99999", 0, 10239),
    ],
)
def test_part_of_the_file_is_206(client, asked, first, last):
    response = client.get("/media/media/jakso.mp3", headers={"range": f"bytes={asked}"})

    assert (response.status_code, body(response)) == (206, DATA[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/10240"
    assert response["Content-Length"] == str(last - first + 1)
    assert response["Content-Type"] == "audio/mpeg"


@pytest.mark.parametrize("asked", ["10240-", "99999-100000", "-0"])
def test_range_outside_the_file_is_416(client, asked):
    response = client.get("/media/media/jakso.mp3", headers={"range": f"bytes={asked}"})

    assert (response.status_code, response["Content-Range"], body(response)) == (416, "bytes */10240", b"")


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=a-b", "lines=0-1", "bytes=0-1,5-6", "bytes"])
def test_range_that_cannot_be_read_is_ignored(client, asked):
    response = client.get("/media/media/jakso.mp3", headers={"range": asked})

    assert (response.status_code, body(response)) == (200, DATA)


def test_if_range_with_the_same_file_gives_the_part(client):
    first = client.head("/media/media/jakso.mp3")

    for validator in (first["ETag"], first["Last-Modified"]):
        response = client.get("/media/media/jakso.mp3", headers={"range": "bytes=0-9", "if-range": validator})
        assert (response.status_code, body(response)) == (206, DATA[:10])


@pytest.mark.parametrize("validator", ['"other"', 'W/"1-2"', "Wed, 21 Oct 2015 07:28:00 GMT", "nonsense"])
def test_if_range_with_another_file_gives_the_whole(client, validator):
    response = client.get("/media/media/jakso.mp3", headers={"range": "bytes=0-9", "if-range": validator})

    assert (response.status_code, body(response)) == (200, DATA)


def test_head_tells_the_size_and_sends_nothing(client):
    whole = client.head("/media/media/jakso.mp3")
    part = client.head("/media/media/jakso.mp3", headers={"range": "bytes=0-9"})

    assert (whole.status_code, whole["Content-Length"], body(whole)) == (200, "10240", b"")
    assert (part.status_code, part["Content-Range"], body(part)) == (206, "bytes 0-9/10240", b"")


def test_unchanged_file_is_304(client):
    first = client.head("/media/media/jakso.mp3")

    by_etag = client.get("/media/media/jakso.mp3", headers={"if-none-match": f'"x", {first["ETag"]}'})
    by_date = client.get("/media/media/jakso.mp3", headers={"if-modified-since": first["Last-Modified"]})

    assert (by_etag.status_code, by_date.status_code) == (304, 304)


def test_sound_is_never_compressed(client):
    headers = {"accept-encoding": "gzip", "range": "bytes=0-999"}

    response = client.get("/media/media/jakso.mp3", headers=headers)

    assert "Content-Encoding" not in response
    assert body(response) == DATA[:1000]


def test_m4a_has_the_type_of_its_feed(client):
    assert client.head("/media/media/jakso.m4a")["Content-Type"] == "audio/x-m4a"


def test_drawing_that_could_hold_a_script_is_only_downloaded(client):
    assert client.head("/media/media/kuva.svg")["Content-Disposition"] == "attachment"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "media/none.mp3",
        "folder.d",
        "documents/secret.pdf",
        "media/../documents/secret.pdf",
        "%2e%2e/x.mp3",
        "../../etc/passwd",
    ],
)
def test_what_is_not_public_media_is_404(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_other_methods_are_refused(client):
    assert client.post("/media/media/jakso.mp3").status_code == 405


@pytest.mark.django_db  # the page that says so has a menu
@pytest.mark.parametrize("path", ["%00", "media/a%00b.mp3"])
def test_null_byte_in_an_address_is_not_found(client, path):
    assert client.get(f"/media/{path}").status_code == 404
