"""A good mail for the rules: real MJML, compiled as issues are, with everything that a rule looks at."""

from functools import lru_cache

from django.template.loader import render_to_string

from mail.mjml import compile_mjml
from newsletter.preflight import Facts, ImageFile, LinkAnswer, LinkState, Sender, ShownItem
from newsletter.preflight.page import parse

SITE = "https://tori.example"
LEAD, CARDS, FREE = "1a2b3c4d", "5e6f7a8b", "9c0d1e2f"
REASON = "Saat tämän, koska vahvistit tilauksesi: Torikirje."

MJML = """<mjml lang="fi" dir="ltr">
<mj-head><mj-title>Viisi tekoa torilta</mj-title><mj-preview>Mitä torilla on uutta tässä kuussa</mj-preview>{head}</mj-head>
<mj-body css-class="paper" background-color="#FBF8F2" width="640px">
<mj-section><mj-column>
  <mj-text><a href="{site}/fi/uutiskirje/12/">Lue kirje verkossa</a></mj-text>
  <mj-text><h1>Viisi tekoa torilta</h1></mj-text>
</mj-column></mj-section>
<mj-section css-class="b-{lead}"><mj-column><mj-text>
  <p>Hei! Marraskuussa <b>työvuorot</b> menivät uusiksi, ja siitä kertoo <a href="{site}/fi/artikkelit/vuorot/">juttu vuorolistoista</a>.</p>
  <ul><li>Lue ensin ohje.</li><li>Kysy sitten <a href="mailto:toimitus@tori.example">toimitukselta</a>.</li></ul>
</mj-text></mj-column></mj-section>
<mj-wrapper css-class="b-{cards}">
  <mj-section css-class="card" background-color="#FFFFFF"><mj-column>
    <mj-image src="{site}/media/images/vuorot.jpg" alt="Kolme hoitajaa lukee vuorolistaa" href="{site}/fi/teot/1/kuva/" width="592px" />
    <mj-text><div lang="fi"><p class="kicker">Sosiaali- ja terveysala</p><h2><a href="{site}/fi/teot/1/">Työvuorot kolmessa kierroksessa</a></h2>
    <p>Vuorot suunnitellaan yhdessä.</p><p class="muted">Sampolan kaupunki</p></div></mj-text>
  </mj-column></mj-section>
  <mj-section css-class="card" background-color="#FFFFFF"><mj-column>
    <mj-image src="{site}/media/images/bibliotek.png" alt="" width="300px" />
    <mj-text><div lang="sv"><h2><a href="{site}/sv/garningar/4/">Meröppet bibliotek</a></h2>
    <p>Biblioteket är öppet till sent.</p><p class="muted">På svenska</p></div></mj-text>
  </mj-column></mj-section>
</mj-wrapper>
<mj-section css-class="b-{free}"><mj-column>
  <mj-text><h2>Mukaan torille</h2><h3>Näin se käy</h3><p>Lomakkeen täyttää kolmessa minuutissa.</p></mj-text>
  <mj-button css-class="button" href="https://tyoelama.example/ilmoittaudu/">Ilmoittaudu koulutukseen</mj-button>
</mj-column></mj-section>
<mj-section css-class="footer" background-color="#0A4337"><mj-column><mj-text font-size="16px" color="#EEF2EE">
  <p>{reason}</p>
  <p><a href="https://merge.example/preferences_url">Vaihda aiheita ja kieltä</a></p>
  <p><a href="https://merge.example/unsubscribe_url">Poistu listalta</a></p>
  <p><a href="{site}/fi/tietosuoja/">Tietosuojaseloste</a></p><p>Tekotorin toimitus</p>
</mj-text></mj-column></mj-section>
</mj-body></mjml>"""


def compiled(mjml: str) -> str:
    """Of the template above or one like it, with the personal links in their places."""
    head = render_to_string("core/mail/head.mjml")
    values = {"head": head, "site": SITE, "lead": LEAD, "cards": CARDS, "free": FREE, "reason": REASON}
    for name, value in values.items():
        mjml = mjml.replace(f"{{{name}}}", value)
    html = compile_mjml(mjml, hosts=["tori.example"]).html
    for name in ("unsubscribe_url", "preferences_url"):
        html = html.replace(f"https://merge.example/{name}", f"%%{name}%%")
    return html


@lru_cache(maxsize=1)
def good_mail() -> Facts:
    html = compiled(MJML)
    page = parse(html)
    addresses = [link.href for link in page.links]
    return Facts(
        language="fi",
        subject="Viisi tekoa torilta",
        preheader="Mitä torilla on uutta tässä kuussa",
        html=html,
        text="\n".join([page.text, *addresses]),
        site_hosts=frozenset({"tori.example"}),
        items=2,
        shown_items=(
            ShownItem("Työvuorot kolmessa kierroksessa", "fi"),
            ShownItem("Meröppet bibliotek", "sv"),
        ),
        sender=Sender("Tekotorin toimitus", "kirje@tori.example", "toimitus@tori.example", "tori.example"),
        headers={
            "List-Id": "Torikirje <tori.tori.example>",
            "List-Unsubscribe": "<%%unsubscribe_url%%>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        reason=REASON,
        privacy_url=f"{SITE}/fi/tietosuoja/",
        links={address: LinkAnswer(LinkState.ANSWERS) for address in addresses if address.startswith("http")},
        images={
            f"{SITE}/media/images/vuorot.jpg": ImageFile(90_000, 1184, 600),
            f"{SITE}/media/images/bibliotek.png": ImageFile(40_000, 600, 400),
        },
    )
