package simulator

// Invented people, in the scripts that real lists of names come in, and what
// they could be given. Addresses are under example.org, which nobody owns.
var givenNames = []string{
	"Amara", "Benedikt", "Chiara", "Davit", "Elif", "Farid", "Greta", "Hanna", "Ifeoma", "Jonas",
	"Katarzyna", "Liam", "Marisol", "Nikhil", "Olena", "Priya", "Quentin", "Rosa", "Søren", "Tomás",
	"Uchenna", "Valentina", "Wei", "Ximena", "Yusuf", "Zoë",
}

var familyNames = []string{
	"Abara", "Bergström", "Castellanos", "Demir", "Eriksen", "Fontaine", "Grünwald", "Haddad", "Ivanova", "Jankowski",
	"Kapoor", "Lindqvist", "Moreau", "Nakamura", "Okafor", "Petrov", "Quiroga", "Rossi", "Šimunović", "Tanaka",
	"Ulrich", "Vargas", "Wójcik", "Yamamoto", "Zhang", "de la Cruz-Fernández",
}

var otherScripts = []string{"王小明", "أمينة الحسن", "Дмитрий Соколов", "प्रिया शर्मा", "김서연", "Ελένη Παππά"}

// templates are types of credentials with what their subject carries.
var templates = []struct{ name, field, value string }{
	{"Diploma 2026", "degree", "Bachelor of Science, Mathematics"},
	{"Diploma 2026", "degree", "Master of Arts, Comparative Literature"},
	{"Diploma 2026", "degree", "Bachelor of Engineering"},
	{"First Aid Certificate", "course", "First aid at work, two days"},
	{"Staff Badge", "department", "Facilities"},
	{"Summer School Attendance", "course", "Introduction to Marine Biology"},
	{"Membership", "level", "Supporting member"},
}

// failures are errors as the sender may report them.
var failures = []struct{ code, message string }{
	{"INSUFFICIENT_FUNDS", "The project's balance does not cover the issuance"},
	{"RECIPIENT_NOT_FOUND", "No wallet could be made for the recipient"},
	{"TEMPLATE_ARCHIVED", "The template is archived and cannot be issued"},
	{"CHAIN_TIMEOUT", "The transaction was not confirmed in time"},
}
