import { integers, numbers, type OracleSchema, pool, text } from './schema.ts';

const id = integers(5);
const columns = { id, a: numbers, b: text };
const table = { name: 't', keys: [['id'], []], columns };
const keyed = { name: 't', keys: [['id']], columns };

/** A function for triggers: what it does with each row. */
function trigger(name: string, body: string): string {
  return `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$`;
}

const made = 'CREATE TABLE t (id int PRIMARY KEY, a int, b text)';
const seed = "INSERT INTO t VALUES (1, 1, 'x'), (3, 3, 'x')";

const inferring = { infer: { timestamps: true, dates: true, uuids: true }, columnType: () => undefined };

/** Tables on which programs of the user's run: triggers, rules, policies, views. */
export const programSchemas: readonly OracleSchema[] = [
  {
    name: 'an audit trigger that counts rows',
    setup: `${made}; CREATE TABLE o (id int PRIMARY KEY, a int, b text); CREATE TABLE log (n serial, what text, rows bigint, others bigint);
      ${trigger('note', 'INSERT INTO log (what, rows, others) VALUES (TG_OP || coalesce(NEW.id, OLD.id), (SELECT count(*) FROM t), (SELECT count(*) FROM o)); RETURN NULL;')};
      CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION note()`,
    seed,
    tables: [table, { ...keyed, name: 'o' }],
    shown: { log: 'SELECT row(rank() OVER (ORDER BY n), what, rows, others)::text FROM log' },
  },
  {
    name: 'a statement trigger that counts statements',
    setup: `${made}; CREATE TABLE log (n serial, what text);
      ${trigger('note', 'INSERT INTO log (what) VALUES (TG_OP); RETURN NULL;')};
      CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH STATEMENT EXECUTE FUNCTION note()`,
    seed,
    tables: [table],
    shown: { log: 'SELECT row(rank() OVER (ORDER BY n), what)::text FROM log' },
  },
  {
    name: 'a trigger that changes, refuses and swallows rows',
    setup: `${made};
      ${trigger('change', "IF NEW.a = 2 THEN RETURN NULL; END IF; IF NEW.a = 3 THEN RAISE EXCEPTION 'no three'; END IF; NEW.b := NEW.b || '!'; IF NEW.b = 'b!' THEN NEW.id := NEW.id + 1; END IF; RETURN NEW;")};
      CREATE TRIGGER change BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION change()`,
    seed,
    tables: [table],
    options: [{ binding: { onConflict: 'ignore' } }, { binding: { newerBy: 'a' } }],
  },
  {
    name: 'a trigger that keeps rows from going',
    setup: `${made}; ${trigger('keep', 'IF OLD.a = 1 THEN RETURN NULL; END IF; RETURN OLD;')};
      CREATE TRIGGER keep BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION keep()`,
    seed,
    tables: [keyed],
  },
  {
    name: 'a deferred constraint trigger',
    setup: `${made}; CREATE TABLE o (id int PRIMARY KEY, a int, b text);
      ${trigger('few', "IF (SELECT count(*) FROM t) > 3 THEN RAISE EXCEPTION 'too many' USING ERRCODE = 'check_violation', CONSTRAINT = 'few'; END IF; RETURN NULL;")};
      CREATE CONSTRAINT TRIGGER few AFTER INSERT OR UPDATE ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION few()`,
    tables: [table, { ...keyed, name: 'o' }],
  },
  {
    name: 'rules',
    setup: `${made}; CREATE TABLE log (n serial, what text);
      CREATE RULE note AS ON INSERT TO t DO ALSO INSERT INTO log (what) VALUES (NEW.b);
      CREATE RULE keep AS ON DELETE TO t WHERE OLD.a = 1 DO INSTEAD NOTHING`,
    seed,
    tables: [table],
    shown: { log: 'SELECT row(rank() OVER (ORDER BY n), what)::text FROM log' },
  },
  {
    name: 'row security',
    setup: `${made}; ALTER TABLE t ENABLE ROW LEVEL SECURITY; GRANT ALL ON t TO oracle_guest;
      CREATE POLICY p ON t USING (a > 0) WITH CHECK (a < 4);
      DO $$ BEGIN EXECUTE 'GRANT USAGE ON SCHEMA ' || current_schema || ' TO oracle_guest'; END $$`,
    seed,
    role: 'oracle_guest',
    tables: [table],
  },
  {
    name: 'an updatable view beside its table',
    setup: `${made}; CREATE VIEW v AS SELECT id, a, b FROM t WHERE a < 3; CREATE VIEW c AS SELECT id, a FROM t WHERE a < 3 WITH CHECK OPTION`,
    seed,
    tables: [
      keyed,
      { name: 'v', keys: [['id'], []], columns },
      { name: 'c', keys: [['id']], columns: { id, a: numbers } },
    ],
  },
  {
    name: 'a view with INSTEAD OF triggers',
    setup: `${made}; CREATE VIEW v AS SELECT id, a, b FROM t;
      ${trigger('put', "IF TG_OP = 'DELETE' THEN DELETE FROM t WHERE id = OLD.id; RETURN OLD; ELSIF TG_OP = 'UPDATE' THEN UPDATE t SET a = NEW.a, b = NEW.b WHERE id = OLD.id; RETURN NEW; ELSE INSERT INTO t VALUES (NEW.id, NEW.a, NEW.b); RETURN NEW; END IF;")};
      CREATE TRIGGER put INSTEAD OF INSERT OR UPDATE OR DELETE ON v FOR EACH ROW EXECUTE FUNCTION put()`,
    seed,
    tables: [keyed, { name: 'v', keys: [['id']], columns }],
  },
  {
    name: 'a trigger of a partitioned table, its partition written to',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int, b text) PARTITION BY RANGE (id);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (4); CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (4) TO (9);
      CREATE TABLE log (n serial, what text, rows bigint);
      ${trigger('note', 'INSERT INTO log (what, rows) VALUES (TG_OP || coalesce(NEW.id, OLD.id), (SELECT count(*) FROM t)); RETURN NULL;')};
      CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION note()`,
    tables: [keyed, { ...keyed, name: 't_1' }],
    shown: { log: 'SELECT row(rank() OVER (ORDER BY n), what, rows)::text FROM log' },
  },
  {
    name: 'a partition with a trigger, alone in the stream',
    setup: `CREATE TABLE t (id int PRIMARY KEY, a int, b text) PARTITION BY RANGE (id);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (9);
      CREATE TABLE log (n serial, what text, rows bigint);
      ${trigger('note', 'INSERT INTO log (what, rows) VALUES (TG_OP || coalesce(NEW.id, OLD.id), (SELECT count(*) FROM t)); RETURN NULL;')};
      CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION note()`,
    tables: [{ ...keyed, name: 't_1' }],
    shown: { log: 'SELECT row(rank() OVER (ORDER BY n), what, rows)::text FROM log' },
  },
  {
    name: 'tables that the tool makes',
    setup: 'SELECT 1',
    made: true,
    tables: ['t', 'u'].map((name) => ({
      name,
      keys: [['id'], ['id', 'a'], []],
      columns: {
        id: pool(['1', '2', '3', '4', '5'], ['null', '"x"']),
        a: pool(['1', '2', '"a"', 'null', '1.5'], ['"\\u0000"']),
        b: pool(['{"a":1}', '[1]', 'null', '"x"', 'true'], ['{"a":1e400000}']),
        c: pool(['null', '"2024-01-01"', '9223372036854775808']),
      },
    })),
    options: [{ schemaMode: 'evolve' }, { schemaMode: 'fixed' }, { schema: inferring }],
  },
];
