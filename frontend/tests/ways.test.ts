import { expect, test } from 'vitest'
import { wayOut, WAYS } from '@shared/ways'

test.each([
  [0, 'offline', '再试一次'],
  [401, 'signed_out', '登录'],
  [403, 'real_name_needed', '填姓名和证件号'],
  [403, 'face_needed', '刷脸确认'],
  [403, 'not_yours', '回首页'],
  [404, 'case_not_found', '回首页'],
  [410, 'gone', '回首页'],
  [409, 'draft_conflict', '再试一次'],
  [429, 'too_fast', '再试一次'],
  [500, 'unexpected', '再试一次'],
  [503, 'source_off', '再试一次'],
])('against %i %s the one button is %s', (status, code, button) => {
  expect(WAYS[wayOut({ status, code })]).toBe(button)
})
