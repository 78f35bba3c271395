"""The form an editor fills in for a picture. On its own: Wagtail's form needs the models, and theirs is loaded with them."""

from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """A picture with what travels along; its caption is a line or two, not a page."""

    class Meta(BaseImageForm.Meta):
        widgets = {**BaseImageForm.Meta.widgets, "caption": AdminAutoHeightTextInput}
