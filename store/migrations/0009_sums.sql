-- A sum over each row of what is in clear. Bodies prove what was read out of
-- them; but times, labels, notes, the hand-over, the recovery code's wrapping
-- of the keys and the like are kept only once, and nothing else would show a
-- bit of them that flipped. A change moves the sum by the difference, so that a
-- row that was damaged before it is still found. It is no seal: whoever can
-- write to this file can make it fit.

ALTER TABLE delivery ADD COLUMN sum INTEGER;
ALTER TABLE issuance ADD COLUMN sum INTEGER;
ALTER TABLE vault    ADD COLUMN sum INTEGER;
ALTER TABLE data_key ADD COLUMN sum INTEGER;
ALTER TABLE act_note ADD COLUMN sum INTEGER;
ALTER TABLE progress ADD COLUMN sum INTEGER;

-- Deliveries and their issuances come with their sum, for triggers made taking
-- them in slower by a sixth. One without a sum is not sound.
CREATE TRIGGER delivery_changed AFTER UPDATE OF message_id, event_type, endpoint, sent_at, received_at, redeliveries,
    body_sha256 ON delivery BEGIN
    UPDATE delivery SET sum = moved(sum,
        checksum(OLD.message_id, OLD.event_type, OLD.endpoint, OLD.sent_at, OLD.received_at, OLD.redeliveries, OLD.body_sha256),
        checksum(NEW.message_id, NEW.event_type, NEW.endpoint, NEW.sent_at, NEW.received_at, NEW.redeliveries, NEW.body_sha256))
        WHERE id = NEW.id;
END;

CREATE TRIGGER issuance_changed AFTER UPDATE OF delivery_id, received_at, status, subject_name, subject_contact, subject_id,
    template, credential_id, action_id, pass_url, valid_from, valid_until, encryption, error, environment, proof, note, handover,
    handover_at, superseded_by, erased ON issuance BEGIN
    UPDATE issuance SET sum = moved(sum,
        checksum(OLD.delivery_id, OLD.received_at, OLD.status, OLD.subject_name, OLD.subject_contact, OLD.subject_id,
            OLD.template, OLD.credential_id, OLD.action_id, OLD.pass_url, OLD.valid_from, OLD.valid_until, OLD.encryption,
            OLD.error, OLD.environment, OLD.proof, OLD.note, OLD.handover, OLD.handover_at, OLD.superseded_by, OLD.erased),
        checksum(NEW.delivery_id, NEW.received_at, NEW.status, NEW.subject_name, NEW.subject_contact, NEW.subject_id,
            NEW.template, NEW.credential_id, NEW.action_id, NEW.pass_url, NEW.valid_from, NEW.valid_until, NEW.encryption,
            NEW.error, NEW.environment, NEW.proof, NEW.note, NEW.handover, NEW.handover_at, NEW.superseded_by, NEW.erased))
        WHERE id = NEW.id;
END;

CREATE TRIGGER vault_added AFTER INSERT ON vault BEGIN
    UPDATE vault SET sum = checksum(id, folder, recovery);
END;
CREATE TRIGGER vault_changed AFTER UPDATE OF folder, recovery ON vault BEGIN
    UPDATE vault SET sum = moved(sum, checksum(OLD.id, OLD.folder, OLD.recovery), checksum(NEW.id, NEW.folder, NEW.recovery));
END;
CREATE TRIGGER data_key_added AFTER INSERT ON data_key BEGIN
    UPDATE data_key SET sum = checksum(generation, custodian, wrapped)
        WHERE generation = NEW.generation AND custodian = NEW.custodian;
END;
CREATE TRIGGER act_note_added AFTER INSERT ON act_note BEGIN
    UPDATE act_note SET sum = checksum(id, at, kind, issuance, detail) WHERE id = NEW.id;
END;
CREATE TRIGGER progress_changed AFTER UPDATE OF opened_at, searched, unsealed, proven, reprove, residue, reindex ON progress BEGIN
    UPDATE progress SET sum = moved(sum,
        checksum(OLD.id, OLD.opened_at, OLD.searched, OLD.unsealed, OLD.proven, OLD.reprove, OLD.residue, OLD.reindex),
        checksum(NEW.id, NEW.opened_at, NEW.searched, NEW.unsealed, NEW.proven, NEW.reprove, NEW.residue, NEW.reindex));
END;

-- The rows that are not as they were written.
CREATE VIEW unsound (place, id, name) AS
    SELECT 'delivery', id, message_id FROM delivery NOT INDEXED WHERE sum IS NOT
        checksum(message_id, event_type, endpoint, sent_at, received_at, redeliveries, body_sha256)
    UNION ALL SELECT 'issuance', id, '' FROM issuance NOT INDEXED WHERE sum IS NOT
        checksum(delivery_id, received_at, status, subject_name, subject_contact, subject_id, template, credential_id, action_id,
            pass_url, valid_from, valid_until, encryption, error, environment, proof, note, handover, handover_at, superseded_by, erased)
    UNION ALL SELECT 'noted act', id, kind FROM act_note WHERE sum IS NOT checksum(id, at, kind, issuance, detail)
    UNION ALL SELECT 'data key', generation, custodian FROM data_key WHERE sum IS NOT checksum(generation, custodian, wrapped)
    UNION ALL SELECT 'vault', id, '' FROM vault WHERE sum IS NOT checksum(id, folder, recovery)
    UNION ALL SELECT 'end of the log of acts', id, '' FROM act_head WHERE id <> 1 -- the rest is sealed
    UNION ALL SELECT 'progress', id, '' FROM progress WHERE sum IS NOT
        checksum(id, opened_at, searched, unsealed, proven, reprove, residue, reindex);

-- What is here already counts as sound.
UPDATE delivery SET sum = checksum(message_id, event_type, endpoint, sent_at, received_at, redeliveries, body_sha256);
UPDATE issuance SET sum = checksum(delivery_id, received_at, status, subject_name, subject_contact, subject_id, template,
    credential_id, action_id, pass_url, valid_from, valid_until, encryption, error, environment, proof, note, handover,
    handover_at, superseded_by, erased);
UPDATE act_note SET sum = checksum(id, at, kind, issuance, detail);
UPDATE data_key SET sum = checksum(generation, custodian, wrapped);
UPDATE vault    SET sum = checksum(id, folder, recovery);
UPDATE progress SET sum = checksum(id, opened_at, searched, unsealed, proven, reprove, residue, reindex);
