import type { Migration } from './migration.ts';

/** Lets the database itself refuse an entry whose postings do not sum to zero, at commit. */
export const migration0002: Migration = {
  version: 2,
  name: 'entries balance',
  text: `
CREATE FUNCTION entry_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT coalesce(sum(points), 0) FROM posting
      WHERE member_id = NEW.member_id AND entry_id = NEW.entry_id) <> 0 THEN
    RAISE EXCEPTION 'entry % of member % does not balance', NEW.entry_id, NEW.member_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT OR UPDATE ON posting
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entry_must_balance();
`,
};
