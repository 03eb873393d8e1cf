-- Search looks through notes and message ids too. What is here already is
-- indexed behind the commits like what comes; until then its rows are read.
DROP TABLE issuance_search;
CREATE VIRTUAL TABLE issuance_search USING fts5 (
    subject_name, subject_contact, template, credential_id, action_id, error, note, message_id,
    content = '', contentless_delete = 1, tokenize = 'trigram remove_diacritics 1'
);
UPDATE progress SET searched = 0;

-- Issuances whose texts have changed since they were indexed: few, and not for
-- long. Whoever changes them need not think of it.
CREATE TABLE outdated (
    issuance INTEGER PRIMARY KEY REFERENCES issuance (id)
) STRICT;

-- Blanks around a note are no change: erasing fills pages with them for a moment.
CREATE TRIGGER issuance_restated AFTER UPDATE OF subject_name, subject_contact, template, credential_id, action_id,
    error, note ON issuance WHEN NEW.erased = 0 AND NEW.id <= (SELECT searched FROM progress) AND (trim(OLD.note) <> trim(NEW.note)
        OR OLD.subject_name <> NEW.subject_name OR OLD.subject_contact <> NEW.subject_contact OR OLD.template <> NEW.template
        OR OLD.credential_id <> NEW.credential_id OR OLD.action_id <> NEW.action_id OR OLD.error <> NEW.error) BEGIN
    INSERT OR IGNORE INTO outdated (issuance) VALUES (NEW.id);
END;

-- Which issuances have changed after they came, for those who follow the lists.
-- The newest entries are kept; who has missed some reads everything again.
CREATE TABLE change (
    id       INTEGER PRIMARY KEY, -- rising in the order of commits
    issuance INTEGER NOT NULL
) STRICT;

CREATE TRIGGER issuance_moved AFTER UPDATE OF received_at, status, subject_name, subject_contact, template, pass_url, valid_until,
    encryption, error, environment, proof, note, handover, superseded_by, erased ON issuance BEGIN
    INSERT INTO change (issuance) VALUES (NEW.id);
END;
