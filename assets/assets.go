// Package assets gives the files that the program carries inside itself: the
// icon and the texts. It knows nothing of what they are used for.
//
// Each language keeps to one word for one thing, and addresses the reader
// formally (Sie, usted, vous, você). Webhook, token, endpoint and the names of
// Crossmint's console stay as they are.
//
//	English         Deutsch              Español              Français              Português
//	credential      Nachweis             credencial           attestation           credencial
//	issuance        Ausstellung          emisión              émission              emissão
//	pass            Pass                 pase                 pass                  passe
//	hand over       übergeben            entregar             remettre              entregar
//	delivery        Zustellung           envío                envoi                 envio
//	records         Daten                registros            données               registros
//	signing secret  Signaturgeheimnis    secreto de firma     secret de signature   segredo de assinatura
//	recovery code   Wiederherstellungs-  código de            code de               código de
//	                code                 recuperación         récupération          recuperação
//	backup          Sicherung            copia                sauvegarde            backup
//	keychain        Schlüsselbund        llavero              trousseau             chaveiro
//	template        Vorlage              plantilla            modèle                modelo
//	issuer          Aussteller           emisor               émetteur              emissor
//	holder          Inhaberin, Inhaber   titular              titulaire             titular
//	log of acts     Protokoll            historial de         journal des           histórico de
//	                                     acciones             actions               ações
//	let in          einlassen            admitir              admettre              admitir
package assets

import "embed"

// Icon is the program's icon, a PNG of 512 by 512 pixels. icon.svg beside it
// is the drawing it was made from.
//
//go:embed icon.png
var Icon []byte

// Translations holds a folder "translations" with one JSON file for each
// language, named by its code. en.json has every text of the window, by its
// key. The others have them all, and behind them the sentences of package say,
// by their English words.
//
//go:embed translations/*.json
var Translations embed.FS
