-- Lists tell which credentials are revoked, so those who follow the lists learn
-- of that as well. It is about all rows of the credential.
CREATE TRIGGER revocation_began AFTER INSERT ON revocation BEGIN
    INSERT INTO change (issuance) SELECT s.id FROM issuance i JOIN issuance s ON s.credential_id = i.credential_id
        WHERE i.id = NEW.issuance AND s.credential_id <> '';
END;
CREATE TRIGGER revocation_moved AFTER UPDATE OF status, ended, issuance ON revocation BEGIN
    INSERT INTO change (issuance) SELECT s.id FROM issuance i JOIN issuance s ON s.credential_id = i.credential_id
        WHERE i.id = NEW.issuance AND s.credential_id <> '';
END;
