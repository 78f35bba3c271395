"""The letters that Tertulia ships, in three languages; a house edits them at the desk."""
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
    ("fr", Action.REPHRASE, "", "Dites-le autrement", "Ce que vous voulez dire est bienvenu, la façon de le dire ne l’est pas. Changez "
     "les mots marqués et renvoyez votre réponse ; elle sera relue aussitôt."),
    ("fr", Action.WARN, "", "Avertissement", "Ceci est un avertissement : plusieurs de vos réponses enfreignent les règles de la maison. "
     "Relisez-les avant d’écrire à nouveau."),
    ("fr", Action.SUSPEND, "", "Une pause", "Vous ne pouvez pas écrire pendant quelque temps : vos réponses ont enfreint les règles de la "
     "maison après un avertissement."),
)  # fmt: skip
