-- The roles and the database of the service, once; run again it sets the passwords. As a superuser,
-- or where there is none to be had, as a role with CREATEROLE and CREATEDB.
--
--   OWNER_PASSWORD=... APP_PASSWORD=... psql -U postgres -f scripts/roles.sql
--
-- okr_owner owns the tables and migrates. okr_app serves: it owns nothing, so row security binds it.
-- With BACKUP_PASSWORD there is okr_backup too, which reads everything, past row security: only a
-- superuser can make it.
-- compose.yaml has Postgres run this when it makes its data.

\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
\getenv backup_password BACKUP_PASSWORD
\if :{?owner_password}
    \if :{?app_password}
    \else
        DO $$ BEGIN RAISE 'Set APP_PASSWORD in the environment.'; END $$;
    \endif
\else
    DO $$ BEGIN RAISE 'Set OWNER_PASSWORD in the environment.'; END $$;
\endif

SELECT 'CREATE ROLE okr_owner'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'okr_owner') \gexec
SELECT 'CREATE ROLE okr_app'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'okr_app') \gexec
ALTER ROLE okr_owner LOGIN PASSWORD :'owner_password';
ALTER ROLE okr_app LOGIN PASSWORD :'app_password';
-- Who is no superuser gives a database only to a role that they could be themselves.
SELECT format('GRANT okr_owner TO %I', rolname) FROM pg_roles
WHERE rolname = current_user AND NOT rolsuper \gexec

SELECT 'CREATE DATABASE okr OWNER okr_owner ENCODING ''UTF8'' TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'okr') \gexec
REVOKE CONNECT ON DATABASE okr FROM PUBLIC;
GRANT CONNECT ON DATABASE okr TO okr_app;

\if :{?backup_password}
    SELECT 'CREATE ROLE okr_backup'
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'okr_backup') \gexec
    ALTER ROLE okr_backup LOGIN BYPASSRLS PASSWORD :'backup_password';
    GRANT pg_read_all_data TO okr_backup;
    GRANT CONNECT ON DATABASE okr TO okr_backup;
\endif
