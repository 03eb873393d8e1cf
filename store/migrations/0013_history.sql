-- Finds what people did with one issuance. Most acts are about none or few.
CREATE INDEX act_issuance ON act (issuance) WHERE issuance IS NOT NULL;
