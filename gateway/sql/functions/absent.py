"""Functions that PostgreSQL has and the gateway has not: 0A000, where an unknown name is 42883."""

from __future__ import annotations

from typing import Final

_NAMES: Final = """
abbrev area array_sample array_shuffle array_to_tsvector bit_count bound_box box broadcast
casefold center circle convert crc32 crc32c currval datemultirange daterange diagonal diameter erf
erfc family gamma get_bit hash_array hashtext height host hostmask inet_merge inet_same_family
int4multirange int4range int8multirange int8range is_normalized isclosed isempty isopen
json_agg_strict json_exists json_object_agg_strict json_object_agg_unique
json_object_agg_unique_strict json_populate_record json_populate_recordset json_query json_scalar
json_array json_arrayagg json_objectagg json_serialize json_table json_to_tsvector json_value
jsonb_agg_strict jsonb_concat jsonb_object_agg_strict jsonb_object_agg_unique
jsonb_object_agg_unique_strict jsonb_path_exists_tz jsonb_path_match_tz jsonb_path_query
jsonb_path_query_array_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_recordset
jsonb_to_tsvector lastval lgamma line lower_inc lower_inf lseg
macaddr8_set7bit masklen multirange netmask network nextval npoints nummultirange numnode numrange
parse_ident path pclose phraseto_tsquery plainto_tsquery point polygon popen query_to_xml
querytree radius random_normal range_agg range_intersect_agg range_merge set_bit set_masklen
setseed setval setweight slope strip table_to_xml text timeofday to_ascii to_regclass to_tsquery
to_tsvector ts_debug ts_delete ts_filter ts_headline ts_lexize ts_rank ts_rank_cd ts_rewrite
tsmultirange tsrange tstzmultirange tstzrange tsvector_to_array txid_current unistr upper_inc
upper_inf uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7 websearch_to_tsquery width
xmlagg xmlcomment xmlconcat xmlelement xmlexists xmlforest xmlparse xmlroot xmltext xpath
xpath_exists
"""
ABSENT: Final = frozenset(_NAMES.split())
