"""What the words of published deeds are compared by, without reading their texts again."""

from django.db import models

from deeds.models.rows import Deed


class DeedFingerprint(models.Model):
    """The word pairs of one public text of a deed, a page's or a lead's. Goes when the text is no longer public."""

    wagtail_reference_index_ignore = True

    deed = models.ForeignKey(Deed, on_delete=models.CASCADE, related_name="fingerprints")
    language = models.CharField(max_length=12)
    pairs = models.BinaryField()  # see deeds.likeness

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deed", "language"], name="deed_fingerprint_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.deed_id} {self.language}"


class DeedFingerprintKey(models.Model):
    """One of the sampled pairs, by which texts that share some are found among thousands."""

    wagtail_reference_index_ignore = True

    fingerprint = models.ForeignKey(DeedFingerprint, on_delete=models.CASCADE, related_name="keys")
    key = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "fingerprint"], name="deed_fingerprint_key")]

    def __str__(self) -> str:
        return f"{self.fingerprint_id} {self.key}"
