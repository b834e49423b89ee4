#!/usr/bin/env python3
"""ascii_duckdb.py INPUT OUTPUT - the nine columns of typed.awk's ascii, each brought to the form that normalize
gives it, in DuckDB's SQL, input order kept."""
import sys

import duckdb

src, dst = sys.argv[1:3]
duckdb.connect().execute(f"""copy (select
    trim(customer_id) customer_id,
    regexp_replace(trim(name), '\\s+', ' ', 'g') as name,
    lower(trim(email)) email,
    '+86' || right(regexp_replace(phone, '[^0-9]', '', 'g'), 11) phone,
    strftime(cast(replace(trim(signup_date), '/', '-') as timestamp), '%Y-%m-%dT%H:%M:%S') signup_date,
    cast(ltrim(trim(amount), '$') as decimal(18, 2)) amount,
    case lower(trim(gender)) when 'm' then 'M' when 'male' then 'M' when 'f' then 'F' when 'female' then 'F' end gender,
    case lower(trim(country)) when 'china' then 'CN' when 'germany' then 'DE' else upper(trim(country)) end country,
    regexp_replace(trim(city), '\\s+', ' ', 'g') city
  from read_csv('{src}', all_varchar=true)) to '{dst}' (header)""")
