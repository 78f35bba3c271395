"""The letters that Tertulia ships, in every language of the interface; a house edits them at the desk."""
# ruff: noqa: E501

from tertulia.moderation.actions import Action

LETTERED = (Action.REMOVE, Action.REPHRASE, Action.WARN, Action.SUSPEND, Action.HOLD)

# (language, action, ground, title, text): a letter that names a ground goes out with that ground alone
SHIPPED = (
    ("en", Action.REMOVE, "house:insult", "Attacks a person", "Your response was removed because it attacks a person instead of what they say. "
     "The point itself is welcome here without that."),
    ("en", Action.REMOVE, "house:off-topic", "Off the subject", "Your response was removed because it has little to do with the story above it."),
    ("en", Action.REMOVE, "house:spam", "Advertising", "Your response was removed because it advertises something."),
    ("en", Action.REPHRASE, "", "Put it differently", "What you want to say is welcome, the way it is said is not. Please change the "
     "words that are marked and send it again; a moderator will look at it at once."),
    ("en", Action.WARN, "", "A warning", "This is a warning: several of your responses broke the rules of the house. Please read them "
     "before you write again."),
    ("en", Action.SUSPEND, "", "A pause", "You cannot post for a while, because your responses broke the rules of the house after a "
     "warning."),
    ("ar", Action.REMOVE, "house:insult", "هجوم على شخص", "أُزيل ردك لأنه يهاجم شخصًا بدلًا من مناقشة قوله. الفكرة نفسها مرحّب بها من دون ذلك."),
    ("ar", Action.REMOVE, "house:off-topic", "خارج الموضوع", "أُزيل ردك لأن صلته بالقصة أعلاه ضعيفة."),
    ("ar", Action.REMOVE, "house:spam", "إعلان", "أُزيل ردك لأنه يروّج لشيء ما."),
    ("ar", Action.REPHRASE, "", "قلها بطريقة أخرى", "ما تريد قوله مرحّب به، لا طريقة قوله. غيّر من فضلك الكلمات المعلَّمة وأرسله من جديد، "
     "وسينظر فيه مشرف على الفور."),
    ("ar", Action.WARN, "", "تحذير", "هذا تحذير: خالف عدد من ردودك قواعد البيت. اقرأها من فضلك قبل أن تكتب مجددًا."),
    ("ar", Action.SUSPEND, "", "توقّف", "لا يمكنك الكتابة لفترة، لأن ردودك خالفت قواعد البيت بعد تحذير."),
    ("fr", Action.REMOVE, "house:insult", "Attaque une personne", "Votre réponse a été retirée parce qu’elle attaque une personne et non ce qu’elle "
     "dit. L’idée elle-même est la bienvenue sans cela."),
    ("fr", Action.REMOVE, "house:off-topic", "Hors sujet", "Votre réponse a été retirée parce qu’elle a peu à voir avec l’article ci-dessus."),
    ("fr", Action.REMOVE, "house:spam", "Publicité", "Votre réponse a été retirée parce qu’elle fait de la publicité."),
    ("fr", Action.REPHRASE, "", "Dites-le autrement", "Ce que vous voulez dire est bienvenu, la façon de le dire ne l’est pas. Changez "
     "les mots marqués et renvoyez votre réponse ; elle sera relue aussitôt."),
    ("fr", Action.WARN, "", "Avertissement", "Ceci est un avertissement : plusieurs de vos réponses enfreignent les règles de la maison. "
     "Relisez-les avant d’écrire à nouveau."),
    ("fr", Action.SUSPEND, "", "Une pause", "Vous ne pouvez pas écrire pendant quelque temps : vos réponses ont enfreint les règles de la "
     "maison après un avertissement."),
    ("de", Action.REMOVE, "house:insult", "Greift eine Person an", "Ihre Reaktion wurde entfernt, weil sie eine Person angreift und nicht, "
     "was sie sagt. Der Gedanke selbst ist ohne das willkommen."),
    ("de", Action.REMOVE, "house:off-topic", "Nicht beim Thema", "Ihre Reaktion wurde entfernt, weil sie mit dem Artikel darüber wenig zu tun hat."),
    ("de", Action.REMOVE, "house:spam", "Werbung", "Ihre Reaktion wurde entfernt, weil sie für etwas wirbt."),
    ("de", Action.REPHRASE, "", "Anders sagen", "Was Sie sagen wollen, ist willkommen; wie es gesagt ist, nicht. Bitte ändern Sie die "
     "markierten Wörter und senden Sie die Reaktion noch einmal; die Moderation sieht sie sich gleich an."),
    ("de", Action.WARN, "", "Eine Verwarnung", "Dies ist eine Verwarnung: Mehrere Ihrer Reaktionen haben gegen die Hausregeln verstoßen. Bitte lesen "
     "Sie diese, bevor Sie wieder schreiben."),
    ("de", Action.SUSPEND, "", "Eine Pause", "Sie können eine Zeit lang nicht schreiben, weil Ihre Reaktionen nach einer Verwarnung gegen die Hausregeln "
     "verstoßen haben."),
    ("es", Action.REMOVE, "house:insult", "Ataca a una persona", "Su respuesta se ha eliminado porque ataca a una persona y no lo que dice. "
     "La idea misma es bienvenida sin eso."),
    ("es", Action.REMOVE, "house:off-topic", "Fuera del tema", "Su respuesta se ha eliminado porque tiene poco que ver con el artículo de arriba."),
    ("es", Action.REMOVE, "house:spam", "Publicidad", "Su respuesta se ha eliminado porque hace publicidad de algo."),
    ("es", Action.REPHRASE, "", "Dígalo de otro modo", "Lo que quiere decir es bienvenido; la manera de decirlo, no. Cambie por favor las palabras "
     "marcadas y envíela de nuevo; un moderador la revisará enseguida."),
    ("es", Action.WARN, "", "Una advertencia", "Esto es una advertencia: varias de sus respuestas incumplen las normas de la casa. Léalas por favor "
     "antes de volver a escribir."),
    ("es", Action.SUSPEND, "", "Una pausa", "No puede escribir durante un tiempo, porque sus respuestas incumplieron las normas de la casa después de una "
     "advertencia."),
    ("fa", Action.REMOVE, "house:insult", "حمله به شخص", "پاسخ شما حذف شد، چون به شخص حمله می‌کند نه به سخن او. خودِ نکته بدون آن پذیرفتنی است."),
    ("fa", Action.REMOVE, "house:off-topic", "بیرون از موضوع", "پاسخ شما حذف شد، چون با مطلب بالا چندان ارتباطی ندارد."),
    ("fa", Action.REMOVE, "house:spam", "تبلیغ", "پاسخ شما حذف شد، چون چیزی را تبلیغ می‌کند."),
    ("fa", Action.REPHRASE, "", "به بیان دیگر", "آنچه می‌خواهید بگویید پذیرفتنی است، شیوهٔ گفتن آن نه. لطفاً واژه‌های نشان‌دار را تغییر دهید و دوباره "
     "بفرستید؛ یک ناظر بی‌درنگ آن را بررسی می‌کند."),
    ("fa", Action.WARN, "", "هشدار", "این یک هشدار است: چند پاسخ شما قواعد رسانه را نقض کرده است. لطفاً پیش از نوشتن دوباره آن‌ها را بخوانید."),
    ("fa", Action.SUSPEND, "", "وقفه", "تا مدتی نمی‌توانید بنویسید، چون پاسخ‌های شما پس از هشدار نیز قواعد رسانه را نقض کردند."),
    ("tr", Action.REMOVE, "house:insult", "Kişiye saldırıyor", "Yanıtınız kaldırıldı, çünkü söylenene değil söyleyene saldırıyor. Düşüncenin kendisi, bu olmadan, "
     "burada yer bulur."),
    ("tr", Action.REMOVE, "house:off-topic", "Konu dışı", "Yanıtınız kaldırıldı, çünkü yukarıdaki haberle pek ilgisi yok."),
    ("tr", Action.REMOVE, "house:spam", "Reklam", "Yanıtınız kaldırıldı, çünkü bir şeyin reklamını yapıyor."),
    ("tr", Action.REPHRASE, "", "Başka sözlerle", "Söylemek istediğiniz burada yer bulur, söyleniş biçimi bulmaz. Lütfen işaretli sözcükleri değiştirip yeniden "
     "gönderin; bir moderatör hemen bakacak."),
    ("tr", Action.WARN, "", "Uyarı", "Bu bir uyarıdır: birkaç yanıtınız topluluk kurallarına aykırıydı. Yeniden yazmadan önce lütfen kuralları okuyun."),
    ("tr", Action.SUSPEND, "", "Ara", "Bir süre yazamazsınız, çünkü yanıtlarınız bir uyarıdan sonra da topluluk kurallarına aykırıydı."),
)  # fmt: skip
