"""The pages behind the two links of a change of address. A GET changes nothing; a button does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from contacts.address_changes import Side, confirm_address_change, look_up_address_change, outcome_of
from contacts.errors import AccessLinkError, LinkUsed
from contacts.views import page
from core.public_forms import link_page


@link_page
def confirm(request: HttpRequest, side: str, token: str) -> HttpResponse:
    if side not in list(Side):
        raise Http404
    now = timezone.now()
    try:
        change = look_up_address_change(side=Side(side), token=token, now=now)
        with translation.override(change.contact.language):
            if request.method != "POST":
                return page(request, "address_confirm.html", {"side": side})
            outcome = confirm_address_change(side=Side(side), token=token, now=now)
            return page(request, "address_confirmed.html", {"side": side, "outcome": outcome})
    except LinkUsed as used:
        if known := outcome_of(used.reference):
            return page(request, "address_confirmed.html", {"side": side, "outcome": known})
    except AccessLinkError:
        pass  # the page below says all that may be said of it
    return page(request, "address_link_old.html", {}, status=410)
