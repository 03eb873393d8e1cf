package export

// DefaultMessage is used where staff have written none.
var DefaultMessage = messages["en"]

// messages are what people are written by default, by language.
var messages = map[string]Message{
	"en": {
		Subject: "Your {{template}}",
		Text: "Hello {{name}},\n\nyour {{template}} has been issued. Open this link on your phone to add it to your wallet:\n\n" +
			"{{link}}\n\nThe link is yours alone; please do not pass it on.\n",
	},
	"de": {
		Subject: "{{template}} für Sie",
		Text: "Guten Tag {{name}},\n\n{{template}} wurde für Sie ausgestellt. Öffnen Sie diesen Link auf Ihrem Telefon, um den Nachweis in Ihre Wallet zu legen:\n\n" +
			"{{link}}\n\nDer Link ist nur für Sie bestimmt; bitte geben Sie ihn nicht weiter.\n",
	},
	"es": {
		Subject: "{{template}} para usted",
		Text: "Hola, {{name}}:\n\nya está lista su credencial {{template}}. Abra este enlace en el teléfono para añadirla a su cartera:\n\n" +
			"{{link}}\n\nEl enlace es solo para usted; le rogamos que no lo comparta.\n",
	},
	"fr": {
		Subject: "{{template}} pour vous",
		Text: "Bonjour {{name}},\n\n{{template}} vient d’être délivré à votre nom. Ouvrez ce lien sur votre téléphone pour l’ajouter à votre portefeuille :\n\n" +
			"{{link}}\n\nCe lien est personnel ; merci de ne pas le transmettre.\n",
	},
	"pt": {
		Subject: "{{template}} para você",
		Text: "Olá, {{name}},\n\nsua credencial {{template}} foi emitida. Abra este link no celular para adicioná-la à sua carteira:\n\n" +
			"{{link}}\n\nO link é só seu; por favor, não o repasse.\n",
	},
}

// MessageIn is the default message in a language, in English where there is none.
func MessageIn(language string) Message {
	if m, known := messages[language]; known {
		return m
	}
	return DefaultMessage
}
