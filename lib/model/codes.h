/*
 * codes.h - the words that the models put in the customers table: snake_case English or Chinese.
 *
 * A CRM_CODE column holds the number; 0 is the empty cell. The numbers are this program's own and
 * never leave it: files carry the words, and either language reads back in.
 */
#ifndef CRM_MODEL_CODES_H
#define CRM_MODEL_CODES_H

#include <stddef.h>
#include <stdint.h>

#include "base/msg.h"
#include "base/str.h"

enum crm_segment {
    CRM_SEGMENT_NONE,
    CRM_SEGMENT_PROSPECT, /* no counted order */
    /* ten names by R and F */
    CRM_SEGMENT_CHAMPIONS,
    CRM_SEGMENT_LOYAL_CUSTOMERS,
    CRM_SEGMENT_POTENTIAL_LOYALISTS,
    CRM_SEGMENT_NEW_CUSTOMERS,
    CRM_SEGMENT_PROMISING,
    CRM_SEGMENT_NEED_ATTENTION,
    CRM_SEGMENT_ABOUT_TO_SLEEP,
    CRM_SEGMENT_AT_RISK,
    CRM_SEGMENT_CANT_LOSE,
    CRM_SEGMENT_HIBERNATING,
    /* eight classes by high or low R, F, M */
    CRM_SEGMENT_IMPORTANT_VALUE,
    CRM_SEGMENT_IMPORTANT_GROWTH,
    CRM_SEGMENT_IMPORTANT_KEEP,
    CRM_SEGMENT_IMPORTANT_WIN_BACK,
    CRM_SEGMENT_GENERAL_VALUE,
    CRM_SEGMENT_GENERAL_GROWTH,
    CRM_SEGMENT_GENERAL_KEEP,
    CRM_SEGMENT_GENERAL_WIN_BACK,
    CRM_SEGMENT_COUNT
};

enum crm_stage {
    CRM_STAGE_NONE,
    CRM_STAGE_PROSPECT,
    CRM_STAGE_NEW,
    CRM_STAGE_ONE_TIME_LAPSED,
    CRM_STAGE_GROWING,
    CRM_STAGE_MATURE,
    CRM_STAGE_DECLINING,
    CRM_STAGE_DORMANT,
    CRM_STAGE_LOST,
    CRM_STAGE_COUNT
};

enum crm_band { CRM_BAND_NONE, CRM_BAND_LOW, CRM_BAND_MEDIUM, CRM_BAND_HIGH, CRM_BAND_COUNT };

enum crm_reason {
    CRM_REASON_NONE,
    CRM_REASON_WITHIN_USUAL_GAP,
    CRM_REASON_OVERDUE,
    CRM_REASON_LONG_OVERDUE,
    CRM_REASON_SINGLE_ORDER_RECENT,
    CRM_REASON_SINGLE_ORDER_LONG_AGO,
    CRM_REASON_NO_ORDER,
    CRM_REASON_COUNT
};

enum crm_churn_model { CRM_CHURN_MODEL_NONE, CRM_CHURN_MODEL_HEURISTIC, CRM_CHURN_MODEL_COUNT };

/* ABC classes are the letters A to Z: class k (from 0) has the code k + 1. */
enum { CRM_ABC_CLASSES_MAX = 26 };

enum crm_code_set {
    CRM_CODES_SEGMENT,
    CRM_CODES_STAGE,
    CRM_CODES_BAND,
    CRM_CODES_REASON,
    CRM_CODES_CHURN_MODEL,
    CRM_CODES_ABC,
};

/* The texts of a set in a language, indexed by code; [0] is empty. */
const struct crm_str *crm_codes_texts(enum crm_code_set set, enum crm_lang lang);

/* How many texts a set has, the empty one included. */
size_t crm_codes_count(enum crm_code_set set);

/* The code of a text in either language, byte for byte; 0 when it is none of the set. */
uint8_t crm_codes_read(enum crm_code_set set, struct crm_str text);

#endif
