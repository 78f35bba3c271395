"""What must be flagged and what must pass, class by class, in sentences of our own."""

import pytest

from tertulia.screening import screen
from tests.messages import load


def said_in(language):
    return [message.string for message in load(language) if message.id and isinstance(message.string, str)]


FLAG = {
    "direct insult": [
        "You are such a muppet.",
        "Carla you are a fool.",
        "You're a liar, Peter.",
        "Only a cretin would believe this.",
    ],
    "dehumanising": ["They are vermin, not people.", "You are rats.", "These people are animals."],
    "threat": ["I know where you live.", "Someone should shoot him.", "You will pay for this.", "I hope somebody runs you over."],
    "leet": ["You are a l1ar.", "You are an 1mb3c1l3.", "You are a f00l."],
    "spaced": ["You are a h y p o c r i t e.", "You are a t.r.o.l.l.", "You are a f-o-o-l.", "You are a l_i_a_r."],
    "stretched": ["You are a foooool.", "You are a liiiaaar."],
    "look-alike": ["You are a fооl.", "You are a liаr."],
    "invisible": ["You are a f\u200bo\u200bo\u200bl.", "You are a l\u2060i\u2060a\u2060r."],
    "starred": ["What a b*stard.", "Shut the f*** up.", "You are full of sh*t."],
    "mangled name": ["Another conservatard heard from.", "The Rethuglicans are at it again."],
    "arabizi": ["You again, ya 7mar?", "Nobody believes you ya khanzeer.", "Enta ghabi awi", "ya 7a2eer"],
    "arabic": ["انت حمار", "يا ابن الكلب", "أنت غبي", "يَا كَلْب", "كل خرا"],
    "arabic threat": ["سأقتلك", "راح اذبحك", "والله لاكسر راسك", "اقتلوهم كلهم", "لازم يموتوا", "اتمنى تموت"],
    "arabic dehumanising": ["هؤلاء صراصير", "ليسوا بشرا"],
    "letters in squares": ["You are a 🅵🅾🅾🅻.", "You are a 🅛🅘🅐🅡."],
    "flag": ["🇳🇴 are all thieves."],
    "mixed languages": ["Merci pour rien, you asshole.", "Das ist doch bullshit, you moron."],
    "mocking laughter": ["hahaha what a moron.", "LOL what a loser."],
    "implicit": ["Crawl back under your rock.", "Your parents must be ashamed of you.", "Nobody likes you."],
    "comparison": ["You really are thick as a brick.", "Nadia, you're as dumb as a rock.", "The editor is a spineless worm."],
    "threat to a group": ["I'm going to stab a plumber tomorrow.", "All refugees should be shot at the border."],
    "wished away": ["Go jump off a bridge.", "Nobody would miss you.", "You won't live to see tomorrow."],
    "separated by bars": ["You are a m|o|r|o|n."],
    "letters of other alphabets": ["You are a \u03f2oward."],
    "arabizi among Arabizi": ["nta hmar a khouya", "wlad el kalb"],
    "arabic group": ["كل السوريين لصوص", "هؤلاء جراثيم"],
    "in pieces and stretched": ["You are a bas tard.", "F 0 0 0 0 L, that's you.", "Yooou fool."],
    "laughter in Arabic and Spanish": ["هههه شو هالحمار", "jajaja qué burro"],
    "no honest day": ["No Swede ever told an honest word.", "Those guards let you out of the cage again."],
    "two insults in a row": ["Omar is a fool and a coward."],
    "a capital that looks like another letter": ["You are a cIown.", "You are a sIob."],
    "misspelt": ["You are an iddiot.", "You are pethetic.", "You are a hypocrat.", "You basterds.", "u are a looser"],
    "cut in two": ["You are a mo.ron.", "Du-mbass editor.", "You are an id_iot."],
    "digits set apart": ["you c 0 w 4 r d"],
    "a sign for the first letter": ["you piece of $hit", "They are $cum."],
    "veiled threat": [
        "Keep it up and see what happens to your family.",
        "It would be a pity if something happened to your shop.",
        "You will never see us coming.",
    ],
    "what ought to be done": ["He should be tarred and hanged.", "That temple should be burned down.", "Hang the referee!"],
    "at the door": ["We'll be at your door tonight.", "I know where your son plays.", "You will pay with your life."],
    "contempt": ["You have the brain of a shrimp.", "What a lonely little life.", "My hamster is smarter than you."],
    "a load": ["Lawyers are a burden to us all.", "Ruritanians should not be allowed to vote.", "I can't stand Ruritanians."],
    "arabic, addressed last": ["كذاب أنت", "أيها الجبان", "ما أحقرك", "قليل الأدب", "أنتم قطيع من الكلاب", "الموت للعرب"],
    "mild insults of many countries": [
        "You daft bint.",
        "Listen here, you drongo.",
        "Sam is such a jagoff.",
        "You absolute teapot.",
        "Our resident prick is back.",
        "Go away, you bottom-feeder.",
    ],
    "what all of them are": [
        "Norwegians can't be trusted.",
        "Immigrants ruin everything they touch.",
        "Poles are only good at stealing.",
        "No Turk has ever told the truth.",
        "Thieves, every last one of them.",
        "Women belong in the kitchen.",
        "Typical women, always hysterical.",
        "Whoever supports this party is a traitor.",
        "It's in their blood to steal.",
        "I think that lawyers should all be killed.",
        "We don't need any more Finns.",
        "Swedes are not welcome here.",
        "All plumbers cheat.",
    ],
    "herds, cages, pests": [
        "Put them down like dogs.",
        "They should be kept in cages.",
        "The city is infested with Roma.",
        "Treat them like the animals they are.",
    ],
    "threat by idiom": [
        "These politicians need stringing up.",
        "You'll be picking your teeth off the pavement.",
        "You will be sleeping with the fishes.",
        "A bullet is too good for him.",
        "May you choke on your dinner.",
        "Your time is up.",
        "Somebody throw acid in her face.",
        "You will be dead by Friday.",
        "You'll wish you were never born.",
    ],
    "stock put-downs": [
        "You are a few sandwiches short of a picnic.",
        "My goldfish has more sense than you.",
        "Who let you near a keyboard?",
        "You were an accident, weren't you?",
        "I'd call you a donkey, but that would be an insult to donkeys.",
        "You bring joy to a room when you leave it.",
        "Was your brain on holiday when you wrote that?",
        "A monkey could have written this better than you.",
        "You are not worth my time.",
        "Bring him back to the zoo.",
    ],
    "laughter at somebody": ["rofl ur dumb", "lmao this guy can't even read", "lol you are so thick", "🤡🤡🤡"],
    "names of two words": ["The Daily Fail again.", "Sleepy Joe is back.", "Liebour will ruin us."],
    "insults of other languages": [
        "Go home, connard.",
        "Stop lying, pendejo.",
        "This writer is a vero stronzo.",
        "Bloody Hurensohn.",
        "Typical journaliste de merde.",
        "Ta gueule, nobody asked.",
        "You really are a klootzak.",
    ],
    "more of spoken Arabic": ["ya zmal", "ya qundara", "yal3an abook", "enta 3adeem el sharaf"],
    "group": ["All plumbers are thieves.", "Buddhists should all be thrown out.", "All Ruritanians are thieves."],
}
PASS = {
    "body, kitchen, nature": [
        "The swab showed an anal infection.",
        "Beat the flour into the sauce, then whip the cream.",
        "The old bitch had a litter of six puppies.",
        "The ass is grazing in the pasture.",
    ],
    "misspelt, but words": [
        "Where were the spines?",
        "The maroon batch lasted longer than the lesser one.",
        "Shut the sheets away.",
    ],
    "bad ideas": ["It was a stupid law.", "This is absurd.", "I don't give a damn about parking."],
    "hard words defended": [
        "It is wrong to call a nurse a liar.",
        'What does "cretin" mean?',
        "She is neither a fool nor a crook.",
    ],
    "somebody said so": ["He wrote that refugees should be shot.", "They called the mayor a liar and a fool."],
    "arabic, reported and denied": ["وصفني بأنه حمار", "لستم كلابا"],
    "quoted": ['Somebody wrote "you are a liar" under my post.', "Someone called me 'moron' in the street."],
    "reported": ["He called me an idiot yesterday.", "They were called traitors by their own party."],
    "news": [
        "The attack killed twelve people.",
        "A gunman shot three people on Monday.",
        "A bomb exploded outside the embassy, killing nine.",
    ],
    "identity": [
        "My neighbours are Roma.",
        "I am a gay teacher.",
        "My wife is Muslim.",
        "I had lunch with a Ruritanian colleague.",
    ],
    "demand": ["Where is your evidence?", "Prove it then.", "Link?"],
    "laughter": ["hahaha", "lol", "hehe true", "LOL that made my day"],
    "near-empty": [".", "no", "👍", "+1", "", "   "],
    "links": ["https://a.example https://b.example https://c.example"],
    "disagreement": ["You are wrong.", "I disagree completely.", "Your numbers do not add up."],
    "first person": ["I was a fool to trust them.", "What an idiot I was.", "I'm an idiot, I misread the table."],
    "thing": ["This plan is stupid.", "What a ridiculous argument.", "This damn train is late again."],
    "creature": ["She keeps pigs and two cows.", "They are dogs, not wolves.", "They are rats we rescued from a lab."],
    "title": ["The Idiot is my favourite book by Dostoevsky.", "Kill Bill is on tonight."],
    "denied": [
        "Nobody here thinks you are a fool.",
        "Not all lawyers are crooks.",
        "No human deserves to die.",
        "لا أحد قال إنك غبي",
    ],
    "told": ["The senator apologised for calling voters stupid.", "Cancer kills millions each year."],
    "wish": ["I hope you get well soon.", "You will regret not visiting the island."],
    "bare link": ["example.org/idiot"],
    "benign profanity": ["Damn, that was good.", "Holy crap, what a photo.", "This is fucking great."],
    "homonyms": ["The dogs in the park were barking.", "The clown at the party was funny.", "Pigs are intelligent animals."],
    "arabizi": ["Shukran habibi.", "Ya habibi, kifak?", "Ahlan wa sahlan.", "Inshallah kheir."],
    "arabic": ["صباح الخير", "شكرا على المقال"],
    "arabic near a threat": ["لن اقتلك", "قال له سأقتلك", "احترق البيت امس", "كسرت الكاس"],
    "other languages": [
        "Le bus était encore en retard ce matin.",
        "Die Stadt sollte die Straßen reparieren.",
        "Die sind am Hafen gewesen, die Kinder.",
        "El artículo no dice nada del puente negro.",
        "Belediye bu yolu neden hâlâ tamir etmedi?",
        "پل جدید خیلی گران است و کسی از آن استفاده نمی‌کند.",
    ],
    "names": ["Dick Cheney met Anne Cockburn in Scunthorpe.", "Randy Bumgardner signed it."],
    "flags": ["🇵🇸🇮🇱🇺🇦", "🇳🇴 won gold today."],
    "programs": ["Run `kill -9 4711` and then `killall node`."],
    "mistakes": ["What a stupid question, sorry.", "That is a silly rule."],
    "negated": ["Nobody said you are an idiot.", "I am not saying you are a liar.", "You are not stupid."],
    "request": ["Please delete the insult above.", "Moderators, please remove this comment calling me an idiot."],
    "animals, jobs, tools": [
        "Best in breed was a bitch called Daisy.",
        "Mary rode to Bethlehem on an ass.",
        "My uncle was a clown at the circus for thirty years.",
        "The hoe and the rake are in the shed.",
        "The jerk chicken was excellent.",
        "I smoked a fag outside the pub.",
        "Bedbugs infested the hotel.",
        "Children should not be kept in cages.",
    ],
    "contempt for a plan": [
        "A cruel and stupid law.",
        "Rubbish article.",
        "Lazy journalism.",
        "The plan is idiotic and expensive.",
        "Your argument is nonsense.",
        "These rules should be scrapped.",
    ],
    "quoted in other ways": [
        "Posting `you are a clown` five times is spam.",
        "The letter began <<Dear coward>> and went on for pages.",
    ],
    "said of the past": [
        "Idiot was a medical category in 1910.",
        "The Victorians used 'lunatic' and 'imbecile' in law.",
        "Hutu radio told listeners to exterminate the cockroaches.",
        "The propaganda described Poles as subhuman.",
        "Bastards could not inherit under the old law.",
    ],
    "others' hatred contradicted": [
        "It is unfair to claim that nurses are parasites.",
        "The stereotype that Scots are greedy is old.",
        "Don't tell me that all lawyers lie.",
    ],
    "hatred has no place": ["Violence against women has no place here.", "Being late doesn't make Anna a liar."],
    "let out and against the wall": ["They let him out of the hospital today.", "They stood against a wall and waited."],
    "hatred denied": ["I don't hate Germans.", "It is not true that teachers are lazy.", "Refugees aren't vermin."],
    "one's own": ["My singing is pathetic.", "I made an idiot of myself.", "Like an idiot I left the keys at home."],
    "figures of speech": [
        "You're killing me with these jokes.",
        "I could murder a curry.",
        "The painting needs hanging.",
        "May your garden flourish.",
        "You absolute star.",
        "I am taller than you.",
        "She is the brightest star in the sky.",
    ],
    "groups, soberly": [
        "No woman has ever won this race before.",
        "Typical Norwegian winter, dark and cold.",
        "Migrants should be allowed to work.",
        "Anyone who grows tomatoes is a friend of mine.",
    ],
    "words of other languages": [
        "Du bist ein guter Freund.",
        "Le petit chat et le gros chien.",
        "The pros and cons are listed below.",
    ],
    "sport and business": [
        "We will beat them in the final.",
        "The company will kill the project.",
        "These laws should be thrown out.",
    ],
}


def sentences(table):
    return [pytest.param(text, id=f"{kind}: {text[:30]}") for kind, texts in table.items() for text in texts]


@pytest.mark.parametrize("text", sentences(FLAG))
def test_is_flagged(text):
    assert screen(text).flagged


@pytest.mark.parametrize("text", sentences(PASS))
def test_passes(text):
    assert not screen(text).flagged


@pytest.mark.parametrize(
    "template", ["I had lunch with a {} colleague today.", "Why do {} people vote this way?", "My {} neighbour likes tea."]
)
def test_who_somebody_is_changes_nothing(template):
    identities = (
        "Canadian German Dutch Buddhist Italian straight gay black white Muslim Jewish Ruritanian Kurdish deaf old trans".split()
    )
    scores = [screen(template.format(identity)).p for identity in identities]
    assert max(scores) - min(scores) < 1e-9


@pytest.mark.parametrize("language", ["ar", "de", "es", "fa", "fr", "tr"])
def test_hardly_a_sentence_of_the_interface_is_flagged_in_any_of_its_languages(language):
    said = [sentence for sentence in said_in(language) if len(sentence) > 8]
    flagged = [sentence for sentence in said if screen(sentence).flagged]
    assert len(said) > 500
    assert len(flagged) <= len(said) / 200, flagged
