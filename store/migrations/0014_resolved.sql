-- Finds the failures in view that a success for the same person and template
-- resolves. Only failures are in it.
CREATE INDEX issuance_failed_contact ON issuance (template, subject_contact)
    WHERE status = 2 AND superseded_by IS NULL AND template <> '' AND subject_contact <> '';
CREATE INDEX issuance_failed_subject ON issuance (template, subject_id)
    WHERE status = 2 AND superseded_by IS NULL AND template <> '' AND subject_id <> '';
